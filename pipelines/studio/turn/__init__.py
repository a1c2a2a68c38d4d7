"""The product seen from another side: the shape that its photo shows, turned, with what is not known marked as such."""
