// The sandbox's page. Titles, comments and names come from incidents and may be hostile: text only ever becomes text.

const find = (selector) => document.querySelector(selector);

/** Makes an element with properties and children; a string child becomes text. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Asks the gateway's control API (Sentinel's lies under `sentinel/`). Throws a sentence for people. */
async function ask(method, path, body) {
  const response = await fetch(`/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => undefined);
  if (!response) throw new Error('The sandbox does not answer; is it still running?');
  const text = await response.text();
  const answer = text ? JSON.parse(text) : undefined;
  if (!response.ok)
    throw new Error(answer?.error?.message ?? answer?.error ?? `It answered ${response.status}.`);
  return answer;
}

let silence;
function say(text) {
  find('#notice').textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => {
    find('#notice').textContent = '';
  }, 6000);
}

/** Runs what a person asked for, tells them how it went, and shows what is true now. */
async function act(done, action) {
  try {
    await action();
    if (done) say(done);
  } catch (error) {
    say(error.message);
  }
  await refresh();
}

const SENTINEL_DAYS = [
  ['Good day', { latencyMs: 0, refuse: null, down: false }],
  ['Slow (5 s)', { latencyMs: 5000, refuse: null, down: false }],
  ['Throttling (429)', { latencyMs: 0, refuse: { status: 429, retryAfterSeconds: 10 }, down: false }],
  ['Refusing (503)', { latencyMs: 0, refuse: { status: 503 }, down: false }],
  [
    'Refusing writes for good (400)',
    { latencyMs: 0, refuse: { status: 400, methods: ['PUT'] }, down: false },
  ],
  ['Down', { latencyMs: 0, refuse: null, down: true }],
];
const GOOD_TEAMS = { latencyMs: 0, throttle: null, refuse: null, down: false, loseAnswers: false };
const TEAMS_DAYS = [
  ['Good day', GOOD_TEAMS],
  ['Slow (5 s)', { ...GOOD_TEAMS, latencyMs: 5000 }],
  ['Throttling (429)', { ...GOOD_TEAMS, throttle: { retryAfterSeconds: 10 } }],
  ['Refusing (403)', { ...GOOD_TEAMS, refuse: { status: 403, code: 'BotNotInConversationRoster' } }],
  ['Answers lost', { ...GOOD_TEAMS, loseAnswers: true }],
  ['Down', { ...GOOD_TEAMS, down: true }],
];

/** Which day a server's faults are: what is not set counts as absent. */
function dayOf(days, faults) {
  const bare = (value) => JSON.stringify(value ?? null);
  const found = days.find(([, day]) =>
    Object.entries(day).every(([name, value]) => bare(faults[name]) === bare(value)),
  );
  return found?.[0];
}

function offerDays(fieldset, days, path) {
  for (const [name, day] of days) {
    const input = make('input', { type: 'radio', name: fieldset.id, value: name });
    input.onchange = () => act(`${name}.`, () => ask('PUT', path, day));
    fieldset.append(make('label', { className: 'choice' }, input, ` ${name}`));
  }
}

function showDay(fieldset, name) {
  for (const input of fieldset.querySelectorAll('input')) input.checked = input.value === name;
}

function offerPeople({ people, places, person }) {
  const list = find('#people');
  for (const one of people) {
    const rooms = places.filter((place) => place.kind === 'channel' && place.members.includes(one.key));
    const input = make('input', { type: 'radio', name: 'person', value: one.key, className: 'unseen' });
    input.checked = one.key === person.key;
    input.onchange = () => act(`You are ${one.name} now.`, () => ask('PUT', 'person', { key: one.key }));
    const initials = one.givenName[0] + one.surname[0];
    list.append(
      make(
        'label',
        { className: 'person' },
        input,
        make('span', { className: 'avatar', ariaHidden: 'true' }, initials),
        make('strong', {}, one.name),
        make('small', {}, `${one.role}, in ${rooms.map(({ name }) => name).join(', ') || 'no channel'}`),
      ),
    );
  }
  const nobody = make('option', { value: '' }, 'Nobody');
  const owners = people.map(({ aadObjectId, name }) => make('option', { value: aadObjectId }, name));
  find('#change').elements.owner.append(nobody, ...owners);
}

const time = (iso) =>
  new Date(iso).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  });

let state;
let incidents = [];
let open;
const shown = new Map();

function showIncidents(rows) {
  incidents = rows;
  find('#no-incidents').hidden = rows.length > 0;
  find('#incidents').hidden = rows.length === 0;
  const focused = document.activeElement?.dataset?.number;
  find('#incidents tbody').replaceChildren(
    ...rows.map((row) => {
      const button = make('button', { type: 'button' }, row.title || '(no title)');
      button.dataset.number = row.number;
      button.onclick = () => openIncident(row.number);
      const labels =
        row.labels.length > 0 ? [make('span', { className: 'labels' }, row.labels.join(', '))] : [];
      const changed = shown.has(row.number) && shown.get(row.number) !== row.etag;
      shown.set(row.number, row.etag);
      return make(
        'tr',
        { className: changed ? 'changed' : '' },
        make('td', {}, String(row.number)),
        make('td', {}, button, ...labels),
        make('td', { className: `severity ${row.severity}` }, row.severity),
        make('td', { className: `status ${row.status}` }, row.status),
        make('td', {}, row.owner ?? 'Nobody'),
        make('td', {}, String(row.comments.length)),
        make('td', {}, time(row.modified)),
      );
    }),
  );
  if (focused) find(`button[data-number="${focused}"]`)?.focus();
  if (open !== undefined) showComments(rows.find((row) => row.number === open));
}

function showComments(row) {
  find('#comments').replaceChildren(
    ...(row?.comments ?? []).map(({ at, author, message }) =>
      make('li', {}, make('small', {}, `${author}, ${time(at)}`), make('div', {}, message)),
    ),
  );
}

function openIncident(number) {
  const row = incidents.find((one) => one.number === number);
  const { elements } = find('#change');
  open = number;
  find('#incident-title').textContent = `${number}: ${row.title}`;
  find('#incident-facts').textContent = [
    `${row.alerts} alerts`,
    ...row.entities.slice(0, 8).map(({ kind, name }) => `${kind} ${name}`),
    ...row.playbooks.map(({ name, at }) => `playbook ${name} run ${time(at)}`),
  ].join(' · ');
  for (const name of ['title', 'severity', 'status']) elements[name].value = row[name];
  elements.owner.value =
    state.people.find(({ name, userPrincipalName }) => [name, userPrincipalName].includes(row.owner))
      ?.aadObjectId ?? '';
  showClosing();
  showComments(row);
  const others = incidents.filter((one) => one.number !== number && one.status !== 'Closed');
  const options = others.map((one) => make('option', { value: one.number }, `${one.number}: ${one.title}`));
  find('#merge').elements.into.replaceChildren(...options);
  find('#merge').hidden = others.length === 0;
  find('#incident').showModal();
}

function showClosing() {
  const { status } = find('#change').elements;
  find('#closing').hidden = status.value !== 'Closed';
}

/** Only what was changed: a portal does not write back what it has merely shown. */
function changesIn(form) {
  const row = incidents.find((one) => one.number === open);
  const { title, severity, status, owner, classification } = form.elements;
  const before = state.people.find(({ name, userPrincipalName }) =>
    [name, userPrincipalName].includes(row.owner),
  );
  const changes = { by: state.person.name };
  if (title.value !== row.title) changes.title = title.value;
  if (severity.value !== row.severity) changes.severity = severity.value;
  if (owner.value !== (before?.aadObjectId ?? '')) changes.owner = owner.value || null;
  if (status.value === row.status) return changes;
  changes.status = status.value;
  if (status.value !== 'Closed') return changes;
  const [kind, reason] = classification.value.split('/');
  return { ...changes, classification: kind, ...(reason && { classificationReason: reason }) };
}

function showSent(messages) {
  find('#nothing-sent').hidden = messages.length > 0;
  const words = { post: 'new', update: 'changed', remove: 'removed' };
  find('#sent').replaceChildren(
    ...messages
      .toReversed()
      .map(({ at, place, operation, status, activity }) =>
        make(
          'li',
          {},
          make('time', { dateTime: at }, time(at)),
          make('span', {}, place),
          make('span', {}, summary(activity)),
          make('span', { className: status < 300 ? '' : 'failed' }, `${words[operation]}, ${status}`),
        ),
      ),
  );
}

const paymentsChannel = () => state.places.find(({ name }) => name === 'Payments');
const isOut = () => state.refusals[paymentsChannel().id] !== undefined;

/** Where Muster may be, and how often it asked more of Teams than Teams lets it. */
function showReach() {
  const button = find('#payments');
  button.textContent = isOut()
    ? 'Put Muster back into the Payments channel'
    : 'Take Muster out of the Payments channel';
  find('#throttled').textContent =
    state.throttled > 0 ? `Teams’ limits turned away ${state.throttled} of Muster’s calls.` : '';
}

/** The first words of a message or of its card. */
function summary(activity) {
  const words = [activity?.text ?? ''];
  const collect = (node) => {
    if (words.join(' ').length > 90 || typeof node !== 'object' || node === null) return;
    if (typeof node.text === 'string') words.push(node.text);
    for (const child of Object.values(node)) collect(child);
  };
  for (const { content } of activity?.attachments ?? []) collect(content?.body);
  return words.join(' ').trim().slice(0, 120) || 'a card';
}

async function refresh() {
  const [now, messages, rows, faults] = await Promise.allSettled([
    ask('GET', 'state'),
    ask('GET', 'messages?newest=12'),
    ask('GET', 'sentinel/workspaces/0/incidents'),
    ask('GET', 'sentinel/faults'),
  ]);
  if (now.status === 'fulfilled') {
    if (!state) offerPeople(now.value);
    state = now.value;
    for (const input of find('#people').querySelectorAll('input'))
      input.checked = input.value === state.person.key;
    showDay(find('#teams-faults'), dayOf(TEAMS_DAYS, state.faults));
    showReach();
    const link = find('#playground');
    link.hidden = !state.playgroundUrl;
    if (state.playgroundUrl) link.href = state.playgroundUrl;
  } else say(now.reason.message);
  if (messages.status === 'fulfilled') showSent(messages.value);
  if (rows.status === 'fulfilled') showIncidents(rows.value);
  if (faults.status === 'fulfilled') showDay(find('#sentinel-faults'), dayOf(SENTINEL_DAYS, faults.value));
  if (find('#scenario').options.length === 0) await offerScenarios().catch(() => {});
}

async function offerScenarios() {
  const scenarios = await ask('GET', 'sentinel/scenarios');
  find('#scenario').replaceChildren(
    ...scenarios.map(({ name, title }) => make('option', { value: name }, title)),
  );
}

find('#new-incident').onsubmit = (event) => {
  event.preventDefault();
  const scenario = find('#scenario').value;
  act('Sentinel has a new incident.', () => ask('POST', 'sentinel/incidents', { scenario }));
};
find('#change').onsubmit = (event) => {
  event.preventDefault();
  const changes = changesIn(event.target);
  act('Saved in Sentinel.', async () => {
    await ask('POST', `sentinel/incidents/${open}/change`, changes);
    find('#incident').close();
  });
};
find('#change').elements.status.onchange = showClosing;
find('#comment').onsubmit = (event) => {
  event.preventDefault();
  const { message } = event.target.elements;
  act('Commented in Sentinel.', async () => {
    const author = state.person.name;
    await ask('POST', `sentinel/incidents/${open}/comment`, { message: message.value, author });
    message.value = '';
  });
};
find('#merge').onsubmit = (event) => {
  event.preventDefault();
  act('Merged.', async () => {
    const into = Number(event.target.elements.into.value);
    await ask('POST', `sentinel/incidents/${open}/merge`, { into });
    find('#incident').close();
  });
};
find('#delete').onsubmit = (event) => {
  event.preventDefault();
  act('Deleted in Sentinel.', async () => {
    await ask('DELETE', `sentinel/incidents/${open}`);
    find('#incident').close();
  });
};
find('#storm').onclick = () =>
  act('A storm of 200 incidents has begun.', () =>
    ask('POST', 'sentinel/storm', { count: 200, seconds: 60 }),
  );
find('#merge-two').onclick = () => {
  const [survivor, other] = incidents.filter(({ status }) => status !== 'Closed');
  if (!other) return say('Two open incidents are needed; make one more.');
  return act(`${other.number} was merged into ${survivor.number}.`, () =>
    ask('POST', `sentinel/incidents/${other.number}/correlate`, { into: survivor.number }),
  );
};
find('#payments').onclick = () => {
  const place = paymentsChannel().id;
  return isOut()
    ? act('Muster is back in the Payments channel.', () => ask('POST', 'put-back', { place }))
    : act('Muster is out of the Payments channel.', () => ask('POST', 'take-out', { place }));
};
find('#incident').onclose = () => {
  open = undefined;
};
find('[data-close]').onclick = () => find('#incident').close();

offerDays(find('#sentinel-faults'), SENTINEL_DAYS, 'sentinel/faults');
offerDays(find('#teams-faults'), TEAMS_DAYS, 'faults');

/** The page looks every two seconds, and not at all while nobody looks at it. */
async function watch() {
  if (!document.hidden) await refresh();
  setTimeout(watch, 2000);
}
watch();
