// The names of things. Ids are plain JSON values with a compile-time flavour: a GroupId is not
// accepted where a ReplicaId is wanted, while literals and arithmetic stay readable.

declare const flavour: unique symbol
type Flavour<T, Name extends string> = T & { readonly [flavour]?: Name }

/** A process: `manager-1`, `broker-2`, `atm-3`. */
export type NodeId = Flavour<string, 'NodeId'>
/** A Raft group, u32. 0 = frames of the node itself, 1 = `managers`, 2 = `atm`, 3 and up = partitions. */
export type GroupId = Flavour<number, 'GroupId'>
/** What people call a group: `managers`, `atm`, `orders/0`. */
export type GroupName = Flavour<string, 'GroupName'>
/** One incarnation of one member of one group. Never reused; 0 stands for "none". */
export type ReplicaId = Flavour<number, 'ReplicaId'>
export type Term = Flavour<number, 'Term'>
/** Position in a group's Raft log, from 1. */
export type LogIndex = Flavour<number, 'LogIndex'>
/** Position of a message in a partition, from 1. No-ops and configurations have none. */
export type Offset = Flavour<number, 'Offset'>
/** Order of one core's persist records within one life of its process. */
export type Seq = Flavour<number, 'Seq'>
/** Chosen by a client before it sends: `[A-Za-z0-9._:-]{1,64}`. */
export type RequestId = Flavour<string, 'RequestId'>
export type AccountId = Flavour<string, 'AccountId'>
export type TopicName = Flavour<string, 'TopicName'>

export type NodeRole = 'manager' | 'broker' | 'atm'
export const NODE_ROLES = ['manager', 'broker', 'atm'] as const satisfies readonly NodeRole[]

export const MANAGERS_GROUP: GroupId = 1
export const ATM_GROUP: GroupId = 2
export const FIRST_PARTITION_GROUP: GroupId = 3

/** Names of topics, accounts, clients. `.` and `..` would be folders. */
export const NAME_PATTERN = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/
export const REQUEST_ID_PATTERN = /^[A-Za-z0-9._:-]{1,64}$/

/** Plain data: what disk, wire, trace and dashboard share. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export const partitionName = (topic: TopicName, partition: number): GroupName => `${topic}/${partition}`

/** `manager-2` -> `manager`. Node ids made by raftroom begin with their role. */
export function roleOf(node: NodeId): NodeRole {
  for (const role of NODE_ROLES) if (node.startsWith(`${role}-`)) return role
  throw new Error(`${node} does not begin with manager-, broker- or atm-`)
}
