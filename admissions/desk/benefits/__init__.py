"""The verification of benefits: the worksheet, what stands beside it, and the directory of payers."""
