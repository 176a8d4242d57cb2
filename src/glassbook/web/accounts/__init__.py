"""`/web/v1/`: what the pages ask for whoever is logged in. JSON, by a session in a cookie."""
