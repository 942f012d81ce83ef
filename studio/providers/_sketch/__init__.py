"""The drawing room of `sketch`: words in, a printed layout proof out. Pillow only.

Order ─words─▶ Scene, Palette ─sheet─▶ plate ─proof─▶ caption, edge print, grain ─▶ bytes
"""
