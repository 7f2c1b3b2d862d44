"""The stories that deals of the year tell, by what a manager would make of them."""
