import { schema as case0001 } from "./0001-case.ts";
import { schema as listings0002 } from "./0002-listings.ts";
import { schema as foreign0003 } from "./0003-foreign-layers.ts";
import { schema as superseded0004 } from "./0004-superseded.ts";
import { schema as provenance0005 } from "./0005-provenance.ts";
import { schema as publicHalves0006 } from "./0006-public-halves.ts";
import { schema as eventData0007 } from "./0007-event-data.ts";
import { schema as eventChain0008 } from "./0008-event-chain.ts";
import { schema as imports0009 } from "./0009-imports.ts";
import { schema as sealedValues0010 } from "./0010-sealed-values.ts";
import { schema as readers0011 } from "./0011-readers.ts";
import { schema as runs0012 } from "./0012-runs.ts";
import { schema as namedHalves0013 } from "./0013-named-halves.ts";
import { schema as buildFiles0014 } from "./0014-build-files.ts";
import { schema as occurrenceRows0015 } from "./0015-occurrence-rows.ts";
import { schema as listingTables0016 } from "./0016-listings.ts";
import { schema as listingTasks0017 } from "./0017-listing-tasks.ts";
import { schema as places0018 } from "./0018-places.ts";
import { schema as wholeListings0019 } from "./0019-whole-listings.ts";
import { schema as listingDues0020 } from "./0020-listing-dues.ts";
import { schema as listingRows0021 } from "./0021-listing-rows.ts";
import { schema as runRepositories0022 } from "./0022-run-repositories.ts";

/** In order; the position is the `user_version` it leads to. Never edited after a release: a change is a new file. */
export const migrations: readonly string[] = [
  case0001,
  listings0002,
  foreign0003,
  superseded0004,
  provenance0005,
  publicHalves0006,
  eventData0007,
  eventChain0008,
  imports0009,
  sealedValues0010,
  readers0011,
  runs0012,
  namedHalves0013,
  buildFiles0014,
  occurrenceRows0015,
  listingTables0016,
  listingTasks0017,
  places0018,
  wholeListings0019,
  listingDues0020,
  listingRows0021,
  runRepositories0022,
];
