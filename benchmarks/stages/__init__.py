"""What each stage of reading a page costs."""
