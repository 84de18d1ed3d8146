#!/usr/bin/python3
"""Small image files of every kind that Hornbill.Images reads, and the pixels that libjpeg-turbo's djpeg and Pillow make of them: one archive of both.

JPEG files are made by cjpeg and read by djpeg, with its defaults; CMYK and EXIF go through Pillow. PNG files are written out here, since no program writes
all of them, with the five filters in turn; their pixels are the samples themselves, held against Pillow where it keeps them. Of each case the archive has
file/NAME (the bytes) and pixels/NAME (height, width, channels). Needs libjpeg-turbo-progs and python3-pil."""
import io
import pathlib
import struct
import subprocess
import zlib

import numpy as np
from PIL import Image, ImageOps

import golden

HERE = pathlib.Path(__file__).resolve().parent
TO = HERE.parent.parent / "tests" / "Hornbill.Images.Tests" / "Golden" / "pictures.npz"
cases = {}


def picture(height, width, channels=3):
    """A bright disc on a ramp, with noise: edges, flat parts and detail."""
    y, x, c = np.mgrid[:height, :width, :channels]
    disc = ((y - height / 2) ** 2 + (x - width / 3) ** 2 < (min(height, width) / 3) ** 2) * (90 - 60 * c)
    ramp = 40 + 5 * x * (c != 1) / 2 + 3 * y * (c != 2) / 2
    noise = golden.signed(8800, (height, width, channels)) * 25
    return np.clip(ramp + disc + noise, 0, 255).astype(np.uint8)


def add(name, file, pixels):
    pixels = np.asarray(pixels)
    cases[name] = (np.frombuffer(file, np.uint8), pixels.reshape(pixels.shape[0], pixels.shape[1], -1).astype(np.uint8))


def run(*command, data):
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def pnm(pixels):
    gray = pixels.ndim == 2 or pixels.shape[2] == 1
    return b"P%d\n%d %d\n255\n" % (5 if gray else 6, pixels.shape[1], pixels.shape[0]) + pixels.tobytes()


def by_djpeg(file):
    return np.asarray(Image.open(io.BytesIO(run("djpeg", "-pnm", data=file))))


def by_pillow(file, mode):
    return np.asarray(Image.open(io.BytesIO(file)).convert(mode))


def jpeg(name, pixels, *options):
    file = run("cjpeg", *options, data=pnm(pixels))
    add(name, file, by_djpeg(file))


def jpegs():
    sizes = {"whole": (32, 48), "odd": (29, 37), "thin": (5, 3), "dot": (1, 1)}
    for name, size in sizes.items():
        for sampling in ("1x1", "2x1", "1x2", "2x2", "4x1"):
            jpeg(f"jpeg-{name}-{sampling}", picture(*size), "-quality", "85", "-sample", sampling)
    pixels = picture(29, 37)
    for sampling in ("1x1", "2x2"):
        jpeg(f"jpeg-progressive-{sampling}", pixels, "-progressive", "-sample", sampling)
        jpeg(f"jpeg-restart-{sampling}", pixels, "-restart", "2B", "-sample", sampling)
        jpeg(f"jpeg-restart-progressive-{sampling}", pixels, "-progressive", "-restart", "2B", "-sample", sampling)
    jpeg("jpeg-mixed", pixels, "-sample", "2x2,2x1,1x2")
    jpeg("jpeg-gray", picture(29, 37, 1), "-quality", "90")
    jpeg("jpeg-gray-progressive", picture(29, 37, 1), "-progressive")
    jpeg("jpeg-rgb", pixels, "-rgb")
    jpeg("jpeg-finest", pixels, "-quality", "100")
    jpeg("jpeg-coarsest", pixels, "-quality", "2", "-baseline")
    jpeg("jpeg-wide-steps", pixels, "-quality", "1")
    scans("jpeg-separate-scans", pixels, "0;\n1;\n2;\n")
    scans("jpeg-chroma-last", pixels, "0,1,2: 0-0, 0, 0;\n0: 1-63, 0, 0;\n1: 1-63, 0, 0;\n2: 1-63, 0, 0;\n")
    file = run("cjpeg", data=pnm(pixels))
    comment = file[:2] + b"\xff\xfe\x01\x00" + b"c" * 254 + file[2:]
    add("jpeg-comment-of-256", comment, by_djpeg(comment))


def scans(name, pixels, text):
    path = pathlib.Path("/tmp/scans.txt")
    path.write_text(text)
    jpeg(name, pixels, "-sample", "2x2", "-scans", str(path))


def jpegs_by_pillow():
    image = Image.fromarray(picture(29, 37)).convert("CMYK")
    image.putdata([(c, m, y, (c + 3 * m) // 5) for c, m, y, _ in image.getdata()])
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95)
    add("jpeg-cmyk", file.getvalue(), by_pillow(file.getvalue(), "RGB"))
    # The same numbers taken for YCCK: Adobe's transform is the last byte of its segment.
    at = file.getvalue().index(b"Adobe") + 11
    ycck = file.getvalue()[:at] + b"\x02" + file.getvalue()[at + 1:]
    add("jpeg-ycck", ycck, by_pillow(ycck, "RGB"))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        file = io.BytesIO()
        Image.fromarray(picture(11, 17)).save(file, "JPEG", quality=95, exif=exif.tobytes(), subsampling=0)
        add(f"jpeg-turned-{orientation}", file.getvalue(), np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(file.getvalue())))))


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def paeth(a, b, c):
    p = a + b - c
    return min(((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c)))[2]


def filtered(rows, step):
    out, above = b"", bytes(len(rows[0]) if rows else 0)
    for n, row in enumerate(rows):
        kind = n % 5
        left, corner = bytes(step) + row, bytes(step) + above
        guesses = {0: lambda i: 0, 1: lambda i: left[i], 2: lambda i: above[i], 3: lambda i: (left[i] + above[i]) // 2, 4: lambda i: paeth(left[i], above[i], corner[i])}
        out += bytes([kind]) + bytes((v - guesses[kind](i)) & 255 for i, v in enumerate(row))
        above = row
    return out


def packed_row(samples, depth):
    if depth == 16:
        return samples.astype(">u2").tobytes()
    bits = np.unpackbits(samples.astype(np.uint8)[:, None], axis=1)[:, 8 - depth:]
    return np.packbits(bits.reshape(-1)).tobytes()


def png_file(samples, depth, color, interlaced, extra=b""):
    height, width, channels = samples.shape
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    data = b""
    for x, y, dx, dy in passes:
        part = samples[y::dy, x::dx]
        if part.size:
            data += filtered([packed_row(row.reshape(-1), depth) for row in part], max(1, channels * depth // 8))
    data = zlib.compress(data)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced)
    pieces = [chunk(b"IDAT", data[i:i + 100]) for i in range(0, len(data), 100)]
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + b"".join(pieces) + chunk(b"IEND", b"")


def pngs():
    kinds = [(0, d, 1) for d in (1, 2, 4, 8, 16)] + [(2, d, 3) for d in (8, 16)] + [(3, d, 1) for d in (1, 2, 4, 8)] + [(4, d, 2) for d in (8, 16)] + [(6, d, 4) for d in (8, 16)]
    for color, depth, channels in kinds:
        for interlaced in (0, 1):
            for height, width in ((11, 13), (1, 1), (3, 2)):
                png(f"png-{color}-{depth}-{'interlaced' if interlaced else 'plain'}-{width}x{height}", height, width, color, depth, channels, interlaced)
    key = np.array([[[7], [200], [7], [0]]], np.uint16)
    add("png-transparent-gray", png_file(key, 8, 0, 0, chunk(b"tRNS", struct.pack(">H", 7))), np.stack([key[..., 0], (key[..., 0] != 7) * 255], -1))
    rgb = np.array([[[1, 2, 3], [1, 2, 4]]], np.uint16)
    add("png-transparent-rgb", png_file(rgb, 8, 2, 0, chunk(b"tRNS", struct.pack(">HHH", 1, 2, 3))), [[[1, 2, 3, 0], [1, 2, 4, 255]]])


def png(name, height, width, color, depth, channels, interlaced):
    samples = (np.array(golden.signed(8900 + depth, (height, width, channels))) * 0.5 + 0.5) * 2 ** depth
    samples = np.floor(samples).astype(np.uint16)
    extra, pixels = b"", (samples >> 8) if depth == 16 else samples.astype(int) * 255 // (2 ** depth - 1)
    if color == 3:
        palette = (np.arange(2 ** depth * 3).reshape(-1, 3) * 37 % 256).astype(np.uint8)
        extra, pixels = chunk(b"PLTE", palette.tobytes()), palette[samples[..., 0]]
        if interlaced:
            alpha = np.arange(2 ** depth // 2, dtype=np.uint8) * 5
            extra += chunk(b"tRNS", alpha.tobytes())
            opaque = np.concatenate([alpha, np.full(2 ** depth - len(alpha), 255, np.uint8)])
            pixels = np.concatenate([pixels, opaque[samples[..., 0]][..., None]], -1)
    file = png_file(samples, depth, color, interlaced, extra)
    image = Image.open(io.BytesIO(file))
    image.load()
    if not (color == 0 and depth == 16):  # Pillow keeps these as whole numbers
        theirs = np.asarray(image.convert({1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[pixels.shape[2]])).reshape(pixels.shape)
        np.testing.assert_array_equal(theirs, pixels, name)
    add(name, file, pixels)


def bmps():
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        image = Image.fromarray(picture(11, 13)).convert(mode)
        file = io.BytesIO()
        image.save(file, "BMP")
        add(f"bmp-{mode}", file.getvalue(), np.asarray(Image.open(io.BytesIO(file.getvalue())).convert("RGB")))
    pixels = picture(5, 7)
    header = b"BM" + struct.pack("<IHHI", 0, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 7, -5, 1, 24, 0, 0, 0, 0, 0, 0)
    file = header + b"".join(row[:, ::-1].tobytes() + bytes(3) for row in pixels)
    add("bmp-top-down", file, by_pillow(file, "RGB"))
    words = ((pixels[..., 0].astype(int) >> 3) << 11) | ((pixels[..., 1].astype(int) >> 2) << 5) | (pixels[..., 2] >> 3)
    header = b"BM" + struct.pack("<IHHI", 0, 0, 0, 66) + struct.pack("<IiiHHIIiiII", 40, 7, 5, 1, 16, 3, 0, 0, 0, 0, 0) + struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    file = header + b"".join(row.astype("<u2").tobytes() + bytes(2) for row in words[::-1])
    add("bmp-565", file, np.stack([(words >> 11) * 255 // 31, (words >> 5 & 63) * 255 // 63, (words & 31) * 255 // 31], -1))


def pnms():
    gray, rgb = picture(5, 7, 1)[..., 0], picture(5, 7)
    add("pnm-p5", pnm(gray), gray)
    add("pnm-p6", pnm(rgb), rgb)
    add("pnm-p2", b"P2 # text\n7 5\n#more\n255\n" + b" ".join(b"%d" % v for v in gray.reshape(-1)) + b"\n", gray)
    add("pnm-p3", b"P3\n7 5 255\n" + b"\n".join(b"%d" % v for v in rgb.reshape(-1)), rgb)
    wide = gray.astype(int) * 257
    add("pnm-p5-16", b"P5 7 5 65535\n" + wide.astype(">u2").tobytes(), gray)
    bits = gray > 90
    add("pnm-p4", b"P4 7 5\n" + np.packbits(~bits, axis=1).tobytes(), bits * 255)
    add("pnm-p1", b"P1 7 5\n" + b"".join(b"%d" % v for v in (~bits).reshape(-1).astype(int)), bits * 255)


if __name__ == "__main__":
    jpegs()
    jpegs_by_pillow()
    pngs()
    bmps()
    pnms()
    TO.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(TO, **{f"file/{n}": f for n, (f, _) in cases.items()}, **{f"pixels/{n}": p for n, (_, p) in cases.items()})
    print(len(cases), "cases,", TO.stat().st_size, "bytes")
