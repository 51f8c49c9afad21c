// Looks back on the whole run.

import assert from 'node:assert/strict';

export const quietChecks = {
  async 'no error, warning, dialog or failed request but those made on purpose, and no other origin'({ stage }) {
    assert.ok(stage.n_requests > 100, `only ${stage.n_requests} requests were seen`);
    assert.deepEqual(stage.noise, []);
  },
};
