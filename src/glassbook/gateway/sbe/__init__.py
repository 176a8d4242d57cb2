"""Market data in Simple Binary Encoding: four streams, encoded from a table of our own."""
