// Adding a node, taking one out, and bringing one back whose files were lost, over HTTP.

import * as z from 'zod'
import type { Router } from 'express'
import type { NodeId, NodeRole } from '../../shared/ids.ts'
import { NODE_ROLES } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import { askedBy, later, refuse, succeed } from './answering.ts'
import type { NodeDone } from './node-desk.ts'
import type { Refusal } from './refusal.ts'
import { parseBody } from './refusal.ts'

export interface NodePort {
  add(role: NodeRole, by: string): Promise<Result<NodeDone, Refusal>>
  /** Answered when the node is gone; its replicas move away first. */
  remove(node: NodeId, by: string): Promise<Result<NodeDone, Refusal>>
  /** Answered when the node votes again, under a new replica id. */
  rejoin(node: NodeId, by: string): Promise<Result<NodeDone, Refusal>>
}

const addSchema = z.strictObject({ role: z.enum(NODE_ROLES) })
/** All is said by the address. */
const byAddress = z.strictObject({})

export function addNodeRoutes(api: Router, nodes: NodePort): void {
  api.post(
    '/nodes',
    later(async (request, response) => {
      const asked = parseBody(addSchema, request.body, 'a new node')
      const done = asked.ok ? await nodes.add(asked.value.role, askedBy(request)) : asked
      if (done.ok) succeed(response, done.value, 201)
      else refuse(response, done.error)
    }),
  )
  const ofNode = (what: string, act: (id: NodeId, by: string) => Promise<Result<NodeDone, Refusal>>) =>
    later(async (request, response) => {
      const asked = parseBody(byAddress, request.body ?? {}, what)
      const done = asked.ok ? await act(String(request.params['id']), askedBy(request)) : asked
      if (done.ok) succeed(response, done.value)
      else refuse(response, done.error)
    })
  api.post(
    '/nodes/:id/rejoin',
    ofNode('a rejoining', (id, by) => nodes.rejoin(id, by)),
  )
  api.delete(
    '/nodes/:id',
    ofNode('a removal', (id, by) => nodes.remove(id, by)),
  )
}
