// What a viewer without the right to drive reads beside every driving control.

export const WATCHING = 'you are watching; the teacher drives'
