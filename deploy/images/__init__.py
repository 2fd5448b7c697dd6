"""The image that `make image` builds, the engine that builds it, and stand-ins where no registry of images is."""
