"""What all rooms above use: text, dates, patterns, faults."""
