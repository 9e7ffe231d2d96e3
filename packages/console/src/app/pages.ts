/** The pages that the navigation and the palette list. */
import { Activity, Database, FileText, FlaskConical, Gift, GitBranch, GitMerge, Home, Layers, Mail, Route as RouteIcon, Settings, ShieldCheck, Telescope, Users } from 'lucide-react'

/** The pages in the order of a marketer's day. */
export const PAGES = [
  { to: '/', name: 'nav.home', icon: Home },
  { to: '/live', name: 'nav.live', icon: Activity },
  { to: '/profiles', name: 'nav.profiles', icon: Users },
  { to: '/reviews', name: 'nav.reviews', icon: GitMerge },
  { to: '/segments', name: 'nav.segments', icon: Layers },
  { to: '/offers', name: 'nav.offers', icon: Gift },
  { to: '/decisions', name: 'nav.decisions', icon: GitBranch },
  { to: '/whatif', name: 'nav.whatif', icon: FlaskConical },
  { to: '/models', name: 'nav.models', icon: Telescope },
  { to: '/journeys', name: 'nav.journeys', icon: RouteIcon },
  { to: '/templates', name: 'nav.templates', icon: FileText },
  { to: '/messages', name: 'nav.messages', icon: Mail },
  { to: '/data', name: 'nav.data', icon: Database },
  { to: '/privacy', name: 'nav.privacy', icon: ShieldCheck },
  { to: '/settings', name: 'nav.settings', icon: Settings },
] as const
