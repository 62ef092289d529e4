# Writes the fixtures of ImageFixturesTest. Run with Pillow 12.3.0 (libwebp and libjpeg-turbo inside): python make_fixtures.py
from PIL import Image

W, H = 24, 16


def quarters(mode, colours):
    """Four blocks: top left, top right, bottom left, bottom right."""
    image = Image.new(mode, (W, H))
    for y in range(H):
        for x in range(W):
            image.putpixel((x, y), colours[(y >= H // 2) * 2 + (x >= W // 2)])
    return image


rgb = quarters("RGB", [(200, 30, 60), (0, 100, 220), (250, 250, 250), (20, 160, 40)])
rgba = quarters("RGBA", [(200, 30, 60, 255), (0, 100, 220, 128), (250, 250, 250, 0), (20, 160, 40, 51)])
cmyk = quarters("CMYK", [(0, 255, 255, 0), (255, 0, 0, 0), (0, 0, 0, 128), (51, 102, 0, 51)])

rgb.save("lossless.webp", lossless=True)
rgb.save("lossy.webp", quality=95)
rgba.save("alpha-lossless.webp", lossless=True, exact=True)
exif = Image.Exif()
exif[0x112] = 6
rgb.save("turned.webp", lossless=True, exif=exif.tobytes())
rgb.save("animated.webp", lossless=True, save_all=True, append_images=[rgb.transpose(Image.Transpose.FLIP_LEFT_RIGHT)])
cmyk.save("cmyk-adobe.jpg", quality=98, subsampling=0)
rgb.save("progressive.jpg", quality=98, subsampling=0, progressive=True)
rgb.save("turned.jpg", quality=98, subsampling=0, exif=exif.tobytes())
rgb.save("turned.png", exif=exif.tobytes())
