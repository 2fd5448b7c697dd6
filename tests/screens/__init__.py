"""`make screenshots`: walks the demo's screen in a real browser and keeps a picture of each page in docs/screens/."""
