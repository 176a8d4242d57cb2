"""What members of the staff see and do. What they do is a command that names them, and why."""
