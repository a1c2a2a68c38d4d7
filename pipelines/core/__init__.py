"""What every job shares: pixels, colour, product facts, shots, sessions and recipes. Imports nothing above it."""
