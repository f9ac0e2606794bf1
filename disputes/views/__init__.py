"""What people see of a dispute, one file a verb group."""
