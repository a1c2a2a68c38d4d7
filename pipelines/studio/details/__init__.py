"""Where on a product there is something to see from nearby: lettering, texture, a closure, a part that stands out."""
