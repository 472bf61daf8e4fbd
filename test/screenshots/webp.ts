import type { BrowserContext } from 'playwright-core';

/** A PNG as lossless WebP, converted by the browser. */
export async function webpOf(png: Buffer, context: BrowserContext): Promise<Buffer> {
  const page = await context.newPage();
  try {
    // A string, because tests are compiled without the DOM types.
    const url = await page.evaluate<string>(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${png.toString('base64')}';
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 1);
    })()`);
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  } finally {
    await page.close();
  }
}
