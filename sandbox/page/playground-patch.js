// Put into the Playground's page, before its own script, by the sandbox's proxy. The page lacks what this adds:
// it follows the chosen person, and it opens dialogs.

// The page freezes the cards that it holds and then writes to them where a button opens a dialog (`data.msteams`).
Object.freeze = (value) => value;

// Another person was chosen, or the sandbox was started anew: what the page shows is no longer theirs.
const changes = new EventSource('/_sandbox/person-changed');
let connected = false;
changes.onmessage = () => location.reload();
changes.onopen = () => {
  if (connected) location.reload();
  connected = true;
};

// The proxy answers a button that opens a dialog with the dialog; the page would not look at that answer.
const { open, send } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.open = function openAndRemember(method, url, ...rest) {
  this.sandboxUrl = String(url);
  return open.call(this, method, url, ...rest);
};
XMLHttpRequest.prototype.send = function sendAndListen(body) {
  if (this.sandboxUrl?.endsWith('/_conversation/v1/submit') && typeof body === 'string') {
    const submit = JSON.parse(body);
    this.addEventListener('load', () => {
      if (submit.value?.msteams?.type === 'task/fetch') showTask(JSON.parse(this.responseText), submit);
    });
  }
  return send.call(this, body);
};

/** Makes an element with properties and children. Text only ever becomes text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name in element && name !== 'list') element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** Shows what a bot answered to a dialog's opening or submission: a card, a message, or (nothing) the end. */
function showTask(answer, opener) {
  document.querySelector('dialog.sandbox')?.remove();
  const task = answer?.task ?? (answer?.error && { type: 'message', value: answer.error });
  if (!task) return;
  const title = make('h2', { id: 'sandbox-dialog-title' }, task.value?.title ?? 'Muster');
  const close = make('button', { type: 'button', className: 'close', ariaLabel: 'Close' }, '✕');
  const dialog = make('dialog', { className: 'sandbox', 'aria-labelledby': title.id });
  dialog.append(make('header', {}, title, close));
  close.onclick = () => dialog.remove();
  dialog.oncancel = () => dialog.remove();
  if (task.type === 'message') dialog.append(make('p', {}, String(task.value)));
  else dialog.append(form(task.value.card.content, (data) => submitTask(data, opener, dialog)));
  document.body.append(dialog);
  dialog.showModal();
}

async function submitTask(data, opener, dialog) {
  const buttons = [...dialog.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  const response = await fetch('/_sandbox/dialog', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...opener, value: data }),
  }).catch(() => undefined);
  const text = await response?.text();
  if (response?.ok && !text) return dialog.remove();
  showTask(response ? JSON.parse(text) : { error: 'The sandbox cannot be reached; is it running?' }, opener);
}

/** An Adaptive Card as a form: the elements that a dialog's form is made of, and the text of any other. */
function form(card, submit) {
  const result = make('form', { noValidate: false });
  const actions = (list) => make('div', { className: 'actions' }, ...list.map(action));
  const action = (item) => {
    const button = make('button', { type: 'submit', className: item.style ?? '' }, item.title ?? 'OK');
    button.onclick = (event) => {
      event.preventDefault();
      const wantsInputs = item.associatedInputs !== 'none';
      if (wantsInputs && !result.reportValidity()) return;
      submit({ ...item.data, ...(wantsInputs && inputs(result)) });
    };
    return button;
  };
  const looks = ({ weight, size, color }) =>
    `${weight === 'Bolder' || size === 'Large' ? 'strong' : ''} ${color ?? ''}`;
  const draw = (item) => {
    if (item.isVisible === false) return undefined;
    if (item.type?.startsWith('Input.')) return input(item);
    if (item.type === 'ActionSet') return actions(item.actions ?? []);
    if (item.type === 'FactSet') {
      const rows = item.facts.flatMap(({ title, value }) => [make('dt', {}, title), make('dd', {}, value)]);
      return make('dl', {}, ...rows);
    }
    if (item.type === 'RichTextBlock') {
      const runs = item.inlines.map((run) =>
        typeof run === 'string' ? run : make('span', { className: looks(run) }, run.text),
      );
      return make('p', {}, ...runs);
    }
    if (item.text !== undefined) return make('p', { className: looks(item) }, item.text);
    const parts = item.items ?? item.columns ?? [];
    return make('div', { className: item.type === 'ColumnSet' ? 'columns' : 'parts' }, ...parts.map(draw));
  };
  result.append(...(card.body ?? []).map(draw).filter(Boolean), actions(card.actions ?? []));
  return result;
}

/** What was filled in, under the inputs' ids, in the form in which Teams sends it: everything is text. */
function inputs(from) {
  const values = {};
  for (const field of from.querySelectorAll('[data-input]')) {
    const { input: id, on, off } = field.dataset;
    const chosen = [...field.querySelectorAll('input:checked')].map(({ value }) => value);
    if (field.matches('fieldset')) values[id] = chosen.join(',');
    else if (field.type === 'checkbox') values[id] = field.checked ? on : off;
    else if (field.multiple) values[id] = [...field.selectedOptions].map(({ value }) => value).join(',');
    else if (field.value !== '' || field.tagName !== 'SELECT') values[id] = field.value;
  }
  return values;
}

function input(item) {
  const id = `sandbox-input-${item.id}`;
  const type = { 'Input.Number': 'number', 'Input.Date': 'date', 'Input.Time': 'time' }[item.type] ?? 'text';
  const common = { id, 'data-input': item.id, required: item.isRequired, title: item.errorMessage };
  const caption = item.isRequired && item.label ? `${item.label} *` : item.label;
  if (item.type === 'Input.Toggle') {
    const [on, off] = [item.valueOn ?? 'true', item.valueOff ?? 'false'];
    const box = make('input', { ...common, type: 'checkbox', checked: item.value === on });
    Object.assign(box.dataset, { on, off });
    return make('label', { className: 'toggle' }, box, item.title ?? '');
  }
  if (item.type === 'Input.ChoiceSet') return choices(item, common, caption);
  const field = make(item.isMultiline ? 'textarea' : 'input', {
    ...common,
    ...(!item.isMultiline && { type, min: item.min, max: item.max, pattern: item.regex }),
    placeholder: item.placeholder,
    maxLength: item.maxLength,
    value: item.value ?? '',
  });
  return make('div', { className: 'field' }, make('label', { htmlFor: id }, caption ?? item.id), field);
}

function choices(item, common, caption) {
  const chosen = String(item.value ?? '').split(',');
  const list = item.choices ?? [];
  if (item.style === 'expanded') {
    const kind = item.isMultiSelect ? 'checkbox' : 'radio';
    const boxes = list.map(({ title, value }) => {
      const checked = chosen.includes(value);
      const required = item.isRequired && kind === 'radio';
      return make(
        'label',
        {},
        make('input', { type: kind, name: common.id, value, checked, required }),
        title,
      );
    });
    return make('fieldset', { 'data-input': item.id }, make('legend', {}, caption ?? item.id), ...boxes);
  }
  const options = list.map(({ title, value }) =>
    make('option', { value, selected: chosen.includes(value) }, title),
  );
  const none = item.isMultiSelect ? undefined : make('option', { value: '' }, item.placeholder ?? '');
  const field = make('select', { ...common, multiple: item.isMultiSelect }, none, ...options);
  return make(
    'div',
    { className: 'field' },
    make('label', { htmlFor: common.id }, caption ?? item.id),
    field,
  );
}
