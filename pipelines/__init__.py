"""The jobs a seller knows by name, one file each; `core`, `studio` and `diffusion` are below them."""
