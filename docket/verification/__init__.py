"""Does the record hold? Everything is computed anew from the rows; nothing that was computed before is believed."""
