"""History through today's code, into projections beside the live ones, without sending anything."""
