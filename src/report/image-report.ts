import { platformName } from "../domain/oci.ts";
import type { ImageExposure } from "../domain/rotation.ts";
import type { ImageReport } from "./model.ts";

/** What a report tells of an image. Of a large case millions are made: to spread one takes five times as long. */
export const toImageReport = (image: ImageExposure): ImageReport => new ToldImage(image);

class ToldImage implements ImageReport {
  declare readonly registry: string;
  declare readonly repository: string;
  declare readonly manifest: ImageReport["manifest"];
  declare readonly tags: readonly string[];
  declare readonly present: boolean;
  declare readonly firstSeen?: string;
  declare readonly since?: string;
  declare readonly sinceIs?: NonNullable<ImageReport["sinceIs"]>;
  declare readonly pulledAt?: string;
  declare readonly pulls?: number;
  declare readonly visibility?: NonNullable<ImageReport["visibility"]>;
  declare readonly visibleSince?: string;
  declare readonly goneSince?: string;
  declare readonly exposure: ImageReport["exposure"];
  declare readonly layer?: number;
  declare readonly historyLine?: string;
  declare readonly removedBy?: NonNullable<ImageReport["removedBy"]>;
  declare readonly platform?: string;

  constructor(image: ImageExposure) {
    this.registry = image.registry;
    this.repository = image.repository;
    this.manifest = image.manifest;
    this.tags = image.tags;
    this.present = image.present;
    if (image.firstSeen !== undefined) this.firstSeen = image.firstSeen;
    if (image.since !== undefined) this.since = image.since;
    if (image.sinceIs !== undefined) this.sinceIs = image.sinceIs;
    if (image.pulledAt !== undefined) this.pulledAt = image.pulledAt;
    if (image.pulls !== undefined) this.pulls = image.pulls;
    if (image.visibility !== undefined) this.visibility = image.visibility;
    if (image.visibleSince !== undefined) this.visibleSince = image.visibleSince;
    if (image.goneSince !== undefined) this.goneSince = image.goneSince;
    this.exposure = image.exposure;
    if (image.layer !== undefined) this.layer = image.layer;
    if (image.historyLine !== undefined) this.historyLine = image.historyLine;
    if (image.removedBy !== undefined) this.removedBy = image.removedBy;
    if (image.platform !== undefined) this.platform = platformName(image.platform);
  }
}
