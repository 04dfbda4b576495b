"""The record put right: values corrected, photos added, duplicates merged."""
