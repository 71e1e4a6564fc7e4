"""The paper wing

 booklets, answer sheets and official documents as pages, and scans read back.:It must not know the terminal wing, a city, or, for booklets and sheets, a key.
"""
