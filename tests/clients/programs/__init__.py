"""Clients in processes of their own, which say in lines of JSON what they met."""
