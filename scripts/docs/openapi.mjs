import { createApi } from '../../dist/apps/api/src/create-api.js';
import { ApiDescription } from '../../dist/apps/api/src/openapi/api-description.js';
import { escapeUnseen } from '../lib/escape-unseen.mjs';
import { createMetrics } from '../../dist/libs/platform/src/index.js';

export const file = 'docs/openapi.json';

/** The door is made and never opened, so nothing of what it would need is asked. */
const nothing = {};

export const render = async () => {
  const app = await createApi({
    store: nothing,
    sequencer: nothing,
    readModels: nothing,
    tokens: nothing,
    clock: nothing,
    logger: nothing,
    metrics: createMetrics(),
    readiness: [],
  });
  try {
    return escapeUnseen(app.get(ApiDescription).json());
  } finally {
    await app.close();
  }
};
