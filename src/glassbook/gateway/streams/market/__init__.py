"""What is told to everybody: trades, books, candles and tickers, each kind of stream in a file."""
