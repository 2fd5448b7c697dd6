#!/bin/sh
# Stands for sendmail: writes the message to $CAUGHT, whatever the arguments say.
cat > "$CAUGHT"
