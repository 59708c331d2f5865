"""Elastic Load Balancing: a fixed response's body is answered as text, whatever signs of XML's are in it.

@see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
"""

from xml.sax.saxutils import escape

from ministack.services import alb


def fill():
    action_xml = alb._action_xml

    def escaped(action):
        answer = action.get("FixedResponseConfig")
        if answer:
            answer = {**answer, "MessageBody": escape(answer.get("MessageBody", ""))}
            action = {**action, "FixedResponseConfig": answer}
        return action_xml(action)

    alb._action_xml = escaped
