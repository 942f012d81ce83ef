"""What people, files and gateways may send to do harm."""
