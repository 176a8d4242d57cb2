"""The doors: what clients say on the wire, decoded, authorised, limited, and answered."""
