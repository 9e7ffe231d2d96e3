import { describe, expect, test } from 'vitest'
import type { SourceId } from '../base/id.ts'
import { decided, People, seen, verdict } from './fixture.ts'
import { edgesOf } from './graph.ts'

describe('verdicts', () => {
  const [u1, u2, mail, phone, tablet] = ['userId:u1', 'userId:u2', 'email:a@x.tw', 'phone:+886223456789', 'deviceId:t'] as const

  test('what is cut comes apart, stays apart when it is seen again, and comes together when the verdict is withdrawn', () => {
    const people = new People()
    people.learn([seen(1, [u1, mail, phone])])
    people.learn([decided(5, [verdict(mail, u1, 'cut')])])
    expect(people.groups()).toEqual([[mail], [phone, u1]])
    people.learn([seen(6, [u1, mail])])
    expect(people.groups()).toEqual([[mail], [phone, u1]])
    people.learn([decided(7, [verdict(u1, mail, 'open')])])
    expect(people.groups()).toEqual([[mail, phone, u1]])
  })

  test('a verdict that was withdrawn before it arrives has no effect', () => {
    const people = new People()
    people.learn([seen(1, [u1, mail])])
    people.learn([decided(7, [verdict(mail, u1, 'open')])])
    people.learn([decided(5, [verdict(mail, u1, 'cut')])])
    expect(people.groups()).toEqual([[mail, u1]])
  })

  test('two who were told apart never meet, whatever path leads from one to the other', () => {
    const people = new People()
    people.learn([decided(1, [verdict(mail, phone, 'apart')])])
    people.learn([seen(2, [mail, tablet])])
    people.learn([seen(3, [phone, tablet])])
    expect(people.groups()).toEqual([[tablet, mail].sort(), [phone]])
    expect(people.refused.map(({ why }) => why)).toEqual(['apart'])
    people.learn([decided(4, [verdict(mail, phone, 'open')])])
    expect(people.groups()).toHaveLength(1)
  })

  test('a joined verdict takes an e-mail from the user id that it was seen with first', () => {
    const people = new People()
    people.learn([seen(1, [u1, mail])])
    people.learn([seen(2, [u2])])
    people.learn([decided(3, [verdict(mail, u2, 'joined')])])
    expect(people.groups()).toEqual([[mail, u2], [u1]])
  })

  test('a joined verdict does not make one person of two user ids, and says so', () => {
    const people = new People()
    people.learn([seen(1, [u1]), seen(1, [u2])])
    people.learn([decided(2, [verdict(u1, u2, 'joined')])])
    expect(people.groups()).toEqual([[u1], [u2]])
    expect(people.refused.map(({ why }) => why)).toEqual(['unique_kind'])
  })

  test('a joined verdict joins a number that is quarantined, for this one person alone', () => {
    const people = new People()
    for (let i = 0; i < 20; i++) people.learn([seen(i + 1, [`userId:w${i}`, phone])])
    people.learn([decided(50, [verdict('userId:w7', phone, 'joined')])])
    expect(people.of(phone).ids).toEqual([phone, 'userId:w7'])
    expect(people.states).toHaveLength(20)
  })

  test('only the product itself decides: what somebody else sends under that name says nothing', () => {
    expect(edgesOf({ ...decided(1, [verdict(u1, mail, 'joined')]), source: 'web' as SourceId })).toEqual([])
    expect(edgesOf(decided(1, [verdict(u1, mail, 'joined'), verdict(mail, u1, 'cut'), verdict('shoeSize:4', mail, 'cut'), verdict(mail, mail, 'cut')]))).toEqual([
      { a: mail, b: u1, at: 1, by: 'v1', rule: 'cut' },
    ])
  })

  test('member numbers of two programmes may belong to one person, two of one programme may not', () => {
    const people = new People()
    people.learn([seen(1, [mail, 'memberNo:club/7'])])
    people.learn([seen(2, [mail, 'memberNo:bank/7'])])
    people.learn([seen(3, [mail, 'memberNo:club/8'])])
    expect(people.groups()).toEqual([[mail, 'memberNo:bank/7', 'memberNo:club/7'], ['memberNo:club/8']])
  })
})
