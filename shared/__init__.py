"""What two or more services use and what is about none of them."""
