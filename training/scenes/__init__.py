"""Path-traced photographs of made-up products with exact ground truth: shapes, materials, clutter, lights, cameras.

Metres throughout; z points up and the table top is z = 0; the product stands at the origin and the camera looks
towards +y. Every random choice comes from a `numpy.random.Generator`, so that a seed gives the same scene.
"""
