"""The terminal wing

 what a candidate, an officer and an invigilator see on a screen.:It must not know the paper wing, a city, or a key.
"""
