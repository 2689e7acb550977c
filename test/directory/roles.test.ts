import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BadConfig } from '../../bot/config.ts';
import { rolesFromFile, rolesFromGroups } from '../../bot/directory/roles.ts';
import { ada, ben, eve } from '../build.ts';

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'muster-roles-')), 'roles.json');
  writeFileSync(path, text);
  return path;
}

describe('roles from a file', () => {
  test('are those whose lists hold the person, whatever the case of the id', async () => {
    const roles = rolesFromFile(
      file(JSON.stringify({ administrators: [ada.oid], analysts: [ada.oid.toUpperCase(), ben.oid] })),
    );
    expect(await roles(ada.oid)).toEqual(['administrator', 'analyst']);
    expect(await roles(ben.oid.toUpperCase())).toEqual(['analyst']);
    expect(await roles(eve.oid)).toEqual([]);
  });

  test.each([
    ['no JSON', '{'],
    ['no object ids', '{"analysts":["ada"]}'],
    ['no lists', '{"analysts":"all"}'],
    ['no object', 'null'],
  ])('that holds %s stops the start with what it must hold', (_what, text) => {
    expect(() => rolesFromFile(file(text))).toThrow(BadConfig);
    expect(() => rolesFromFile(file(text))).toThrow(/ROLES_FILE .* must hold \{"administrators"/);
  });

  test('that is not there stops the start with its name', () => {
    expect(() => rolesFromFile('/nowhere/roles.json')).toThrow(/ROLES_FILE names \/nowhere\/roles\.json/);
  });
});

describe('roles from groups', () => {
  const groups = { administrators: 'g-adm', analysts: 'g-ana' };

  test('are those of the groups that hold the person; a group that is not set is not asked for', async () => {
    const asked: unknown[] = [];
    const roles = rolesFromGroups(
      groups,
      async (oid, ids) => {
        asked.push([oid, ids]);
        return ['G-ANA', 'other'];
      },
      () => 0,
    );
    expect(await roles('a')).toEqual(['analyst']);
    expect(asked).toEqual([['a', ['g-adm', 'g-ana']]]);
  });

  const minute = 60_000;
  /** Somebody who is an analyst until Graph says otherwise. */
  function watched() {
    const world = { now: 0, calls: 0, groups: ['g-ana'], down: false };
    const roles = rolesFromGroups(
      groups,
      async () => {
        world.calls++;
        if (world.down) throw new Error('Graph is down');
        return world.groups;
      },
      () => world.now,
    );
    return { world, roles };
  }

  test('are kept for some minutes, and asked for once by all who need them at once', async () => {
    const { world, roles } = watched();
    await Promise.all([roles('a'), roles('a')]);
    world.now = 5 * minute - 1;
    await roles('a');
    expect(world.calls).toBe(1);
    await roles('b');
    expect(world.calls).toBe(2);
  });

  test('are then asked for again behind whoever acts, and known at the next act', async () => {
    const { world, roles } = watched();
    await roles('a');
    world.now = 5 * minute;
    world.groups = [];
    expect(await roles('a')).toEqual(['analyst']);
    expect(world.calls).toBe(2);
    expect(await roles('a')).toEqual([]);
  });

  test('are believed for an hour while Graph is down, and not longer', async () => {
    const { world, roles } = watched();
    await roles('a');
    world.down = true;
    world.now = 60 * minute - 1;
    expect(await roles('a')).toEqual(['analyst']);
    world.now = 60 * minute;
    await expect(roles('a')).rejects.toThrow('Graph is down');
  });

  test('are none where the directory can’t be asked: the failure is passed on, and not kept', async () => {
    let down = true;
    const roles = rolesFromGroups(
      groups,
      async () => {
        if (down) throw new Error('Graph is down');
        return ['g-adm'];
      },
      () => 0,
    );
    await expect(roles('a')).rejects.toThrow('Graph is down');
    down = false;
    expect(await roles('a')).toEqual(['administrator']);
  });
});
