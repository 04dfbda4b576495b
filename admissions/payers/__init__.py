"""The directory of payers: finding one by what somebody typed, and taking in a file of them."""
