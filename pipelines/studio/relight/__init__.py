"""A product in other light: what light there is, what there would be, and the photo's pixels times the quotient."""
