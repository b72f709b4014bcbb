"""Any CSV or workbook, hostile or not -> rows, and which columns hold the address.

Uses `address` to know an address when it sees one.
"""
