"""Reports that have a part for programs: delivery status, complaint, disposition."""
