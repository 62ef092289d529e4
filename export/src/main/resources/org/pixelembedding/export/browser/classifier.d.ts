/** Which runtime computes: with SIMD instructions, or without for browsers that lack them. */
export type Kernels = "simd" | "plain";

/** Pixels in memory, rows from the top, 3 (RGB) or 4 (RGBA, laid on white) bytes each. A browser's ImageData is one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Pixels that are read row by row, for pictures that need not be in memory whole. Rows are asked for in rising order. */
export interface PictureRows {
  readonly width: number;
  readonly height: number;
  /** Bytes a pixel. */
  readonly channels: 3 | 4;
  /** Row `y`; holds until the next call. */
  row(y: number): Uint8Array | Uint8ClampedArray;
}

/** A picture that the browser decoded. */
export interface OpenedPicture extends PictureRows {
  /** What a canvas can draw. */
  readonly drawn: CanvasImageSource;
}

/** One class and what the network gives it. */
export interface Prediction {
  /** Place among the labels, from 0. */
  readonly index: number;
  readonly label: string;
  /** 0 to 1; all classes together give 1. */
  readonly probability: number;
  /** The class sum: a whole number, the same in every export of the model. */
  readonly sum: number;
}

export interface LoadOptions {
  /** Default `auto`: SIMD where there is, else plain. */
  kernels?: Kernels | "auto";
  /** The files' bytes, where they are not beside this module; those that are left out are fetched from there. */
  files?: { model?: Uint8Array; simd?: Uint8Array; plain?: Uint8Array };
  /** Is told every number of every layer, if the model was exported for tracing. */
  trace?: (layer: number, at: number, value: number) => void;
}

/** Loads the model and the runtime that suits this machine. Fails if a file is missing, damaged or of another version. */
export function load(options?: LoadOptions): Promise<Classifier>;

/** A loaded model. One call at a time; equal pictures give equal answers on every machine. */
export class Classifier {
  private constructor();
  readonly name: string;
  /** Size of the pictures that the network sees. */
  readonly height: number;
  readonly width: number;
  /** Names of the classes, in the order of their indices. */
  readonly labels: readonly string[];
  readonly kernels: Kernels;
  /** Size of model.bin. */
  readonly modelBytes: number;

  /** Classes of a picture of any size, the most probable first. */
  classify(picture: Picture | PictureRows): Prediction[];
  /** Class sums of a picture of exactly `height` x `width`, RGB, order [y][x][colour]. Fails on any other length. */
  sums(rgb: Uint8Array | Uint8ClampedArray): Int32Array;
  /** Classes by descending sum, equal ones by index. */
  predictions(sums: Int32Array): Prediction[];
  /** The picture whose class sums are known; the same as selftest.png. */
  selfTestPicture(): Picture;
  /** Whether this machine gives exactly the sums that it must. */
  selfTest(): boolean;
}

/** Brings a picture to `height` x `width` by the network's rule; RGB, order [y][x][colour]. */
export function resize(picture: Picture | PictureRows, height: number, width: number): Uint8Array;

/** Only in browsers: decodes a picture. Fails if the browser cannot read it. */
export function openPicture(
  source: Blob | ImageBitmap | HTMLImageElement | HTMLVideoElement | HTMLCanvasElement,
): Promise<OpenedPicture>;
