import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BadConfig } from '../../bot/config.ts';
import { type GroupCheck, rolesFromFile, rolesFromGroups } from '../../bot/directory/roles.ts';
import { ada, at, ben, eve } from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';

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
  const around = () => ({ lookups: fakeStore().lookups, clock: stillClock(at(0)) });

  test('are those of the groups that hold the person; a group that is not set is not asked for', async () => {
    const asked: unknown[] = [];
    const check: GroupCheck = async (oid, ids) => {
      asked.push([oid, ids]);
      return ['G-ANA', 'other'];
    };
    expect(await rolesFromGroups(groups, check, around())('a')).toEqual(['analyst']);
    expect(asked).toEqual([['a', ['g-adm', 'g-ana']]]);
  });

  test('are none where the directory can’t be asked: the failure is passed on, and not kept', async () => {
    let down = true;
    const check: GroupCheck = async () => {
      if (down) throw new Error('Graph is down');
      return ['g-adm'];
    };
    const roles = rolesFromGroups(groups, check, around());
    await expect(roles('a')).rejects.toThrow('Graph is down');
    down = false;
    expect(await roles('a')).toEqual(['administrator']);
  });
});
