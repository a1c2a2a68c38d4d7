"""The AI engine: downloaded models, named in `presets/models.yaml`."""
