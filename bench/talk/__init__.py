"""What talking costs: delivered a second and how late, beside two bare servers, and how many sockets one process holds."""
