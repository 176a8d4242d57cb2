"""`glassbook ...`: what an operator types. Every command says what is wrong and what to do."""
