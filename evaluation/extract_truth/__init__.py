"""Files of every format with known truth, made for measuring the readers."""
