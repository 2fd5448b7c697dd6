"""What the image runs (deploy/Dockerfile): one image, whose command names the service."""
