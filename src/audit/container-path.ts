import type { ImageList } from "./image-lists.ts";

/** Layers of Windows hold the files of drive C below this folder, and registry hives beside it (hcsshim, ociwclayer). */
const FILES = /^Files\//;

/** Where a container finds a file of a layer; as in the layer, when not all images that show it are of Windows. */
export const containerPath = (path: string, list: ImageList): string =>
  FILES.test(path) && isOfWindows(list) ? path.replace(FILES, "C:/") : path;

const isOfWindows = ({ images }: ImageList): boolean =>
  images.length > 0 && images.every(({ platform }) => platform?.os === "windows");
